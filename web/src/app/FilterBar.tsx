import { ListFilter, X } from "lucide-react";
import { useState } from "react";
import { Dialog, DialogTrigger, Popover } from "react-aria-components";
import type { Filter } from "../api/types";
import { filterWords } from "../reports/words";
import { Button } from "../ui/Button";
import { FilterForm } from "./FilterForm";
import styles from "./TopBar.module.css";

interface FilterBarProps {
  site: string;
  filters: Filter[];
  onChange: (filters: Filter[]) => void;
  /** What the button says. */
  name?: string;
}

/** Filters as chips, with a form for one more. */
export function FilterBar({ site, filters, onChange, name = "Filter" }: FilterBarProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={styles.chips}>
      {filters.map((filter, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: filters have no name of their own
        <span key={place} className={styles.chip}>
          {filterWords(filter)}
          <Button
            look="quiet"
            size="small"
            aria-label={`Remove filter: ${filterWords(filter)}`}
            onPress={() => onChange(filters.filter((_, other) => other !== place))}
          >
            <X aria-hidden />
          </Button>
        </span>
      ))}
      <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
        <Button size="small" look="quiet">
          <ListFilter aria-hidden />
          {name}
        </Button>
        <Popover className={styles.popover ?? ""}>
          <Dialog aria-label={name}>
            <FilterForm
              site={site}
              onAdd={(filter) => {
                onChange([...filters, filter]);
                setOpen(false);
              }}
            />
          </Dialog>
        </Popover>
      </DialogTrigger>
    </div>
  );
}
