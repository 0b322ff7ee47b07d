# The commands of this repository. `make run` and `make test` are the two to know.

CAIRN := target/debug/cairn
DATA := data

.PHONY: run test test-long bench bench-import bench-ingest clean-data

## Builds, imports the example log, shows its funnel and its trend, says where the data lies.
run:
	@cargo build -p cairn
	@CAIRN=$(CAIRN) CAIRN_DATA=$(DATA) bash scripts/run.sh

## Everything that must hold before a change lands.
test:
	@bash scripts/test.sh

## The same with the longer tiers.
test-long:
	@bash scripts/test.sh --long

## Measures; asserts nothing. Recipes and results: docs/benchmarks.md.
bench: bench-import bench-ingest

bench-import:
	@bash bench/import.sh

bench-ingest:
	@bash bench/ingest.sh

clean-data:
	rm -rf $(DATA)
