import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useAsk } from "../../api/ask";
import type { PersonsQuestion } from "../../api/questions";
import { count } from "../../format/number";
import { Button } from "../../ui/Button";
import { Fault, Skeleton } from "../../ui/States";
import { Table } from "../../ui/Table";
import styles from "./PersonsList.module.css";
import { namesOf } from "./personNames";

const PAGE = 100;

/** The persons of a question page by page: the answer of the page that is looked at, and the way to the others. */
export function usePersons(site: string, question: Omit<PersonsQuestion, "limit" | "after">) {
  const [pages, setPages] = useState<{ of: string; after: (string | undefined)[] }>({
    of: "",
    after: [undefined],
  });
  const of = JSON.stringify(question);
  const turned = pages.of === of ? pages.after : [undefined];
  const after = turned.at(-1);
  const answer = useAsk(site, { ...question, limit: PAGE, ...(after ? { after } : {}) });
  const turn = (next: (string | undefined)[]) => setPages({ of, after: next });
  return { answer, turned, turn };
}

interface PersonsListProps extends ReturnType<typeof usePersons> {
  site: string;
  /** What is said in place of a list of nobody. */
  nobody: ReactNode;
}

/** Persons as rows; each leads to its own page. */
export function PersonsList({ site, answer, turned, turn, nobody }: PersonsListProps) {
  if (answer.isError) return <Fault error={answer.error} onRetry={() => answer.refetch()} />;
  if (answer.isPending) return <Skeleton height={420} />;
  const { persons, next, total } = answer.data;
  if (persons.length === 0) return nobody;
  const before = (turned.length - 1) * PAGE;
  return (
    <>
      <Table
        caption="Persons"
        rows={persons}
        keyOf={(person) => person.person}
        columns={[
          {
            id: "name",
            title: "Person",
            cell: (person) => (
              <Link
                to="/sites/$site/people/$person"
                params={{ site, person: person.person }}
                search={(old) => old}
              >
                {namesOf(person)[0]}
              </Link>
            ),
          },
          {
            id: "users",
            title: "Known as",
            cell: (person) =>
              person.ids.flatMap((id) => ("user_id" in id ? [id.user_id] : [])).join(", ") || (
                <span className="faint">anonymous</span>
              ),
          },
          {
            id: "devices",
            title: "Devices",
            isNumber: true,
            cell: (person) => count(person.ids.filter((id) => "anonymous_id" in id).length),
          },
        ]}
      />
      <div className={styles.pager}>
        <Button isDisabled={turned.length === 1} onPress={() => turn(turned.slice(0, -1))}>
          Back
        </Button>
        <Button
          isDisabled={!next || answer.isPlaceholderData}
          onPress={() => turn([...turned, next ?? undefined])}
        >
          More
        </Button>
        <span className="faint">
          {count(before + 1)} to {count(before + persons.length)} of {count(total)}, in no particular order
        </span>
      </div>
    </>
  );
}
