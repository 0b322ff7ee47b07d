import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useAsk } from "../../api/ask";
import type { PersonsQuestion } from "../../api/questions";
import { totalWords } from "../../reports/behind";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Fault, Skeleton } from "../../ui/States";
import styles from "./CellPeople.module.css";
import { namesOf } from "./personNames";

export interface CellPeopleProps {
  site: string;
  question: PersonsQuestion;
  title: string;
  /** The number that opened it, if it was one. */
  number?: { value: number; unit: "person" | "conversion" };
  onClose: () => void;
}

const PAGE = 50;

/** The people behind a number, found by the very computation of the number. */
export function CellPeople({ site, question, title, number, onClose }: CellPeopleProps) {
  const [pages, setPages] = useState<(string | undefined)[]>([undefined]);
  const after = pages.at(-1);
  const answer = useAsk(site, { ...question, limit: PAGE, ...(after ? { after } : {}) });
  return (
    <Dialog
      title={title}
      isOpen
      isDrawer
      onClose={onClose}
      footer={
        (pages.length > 1 || answer.data?.next) && (
          <>
            <Button isDisabled={pages.length === 1} onPress={() => setPages(pages.slice(0, -1))}>
              Back
            </Button>
            <Button
              isDisabled={!answer.data?.next || answer.isPlaceholderData}
              onPress={() => setPages([...pages, answer.data?.next ?? undefined])}
            >
              More
            </Button>
          </>
        )
      }
    >
      {answer.isError ? (
        <Fault error={answer.error} onRetry={() => answer.refetch()} />
      ) : answer.isPending ? (
        <Skeleton height={400} />
      ) : (
        <>
          <p className="soft">{totalWords(answer.data, number)}</p>
          <ul className={styles.list}>
            {answer.data.persons.map((person) => {
              const [main, rest] = namesOf(person);
              return (
                <li key={person.person}>
                  <Link
                    to="/sites/$site/people/$person"
                    params={{ site, person: person.person }}
                    search={(search) => search}
                  >
                    {main}
                    {rest && <span className="faint"> {rest}</span>}
                  </Link>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </Dialog>
  );
}
