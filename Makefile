# The commands of this repository. `make run` and `make test` are the two to know.

CAIRN := target/debug/cairn
DATA := data

LISTEN := 127.0.0.1:8090

.PHONY: run web example test test-long bench bench-import bench-ingest bench-storage bench-engine clean-data

## Builds everything, plants the demo shop, starts the server and prints a sign-in link.
run: web
	@cargo build
	@$(CAIRN) demo --data $(DATA) --listen $(LISTEN)

## Builds what browsers load: the app, the script for pages, the documentation.
web:
	@bash scripts/web.sh

## Imports the example log, shows its funnel and its trend, says where the data lies.
example:
	@cargo build
	@CAIRN=$(CAIRN) CAIRN_DATA=$(DATA) bash scripts/example.sh

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

## The goals of storage; takes most of an hour, so it is no part of `bench`.
bench-storage:
	@bash bench/storage.sh

## Questions beside ClickHouse, DuckDB and, to make the log, Polars; takes half an hour, so it is no part of `bench`.
bench-engine:
	@bash bench/engine.sh

clean-data:
	rm -rf $(DATA)
