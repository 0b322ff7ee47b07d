import { type ReactNode, Suspense, useState } from "react";
import { Button } from "../../ui/Button";
import { PageHead } from "../../ui/PageHead";
import { Empty, Note, Skeleton } from "../../ui/States";
import asking from "./asking.module.css";

interface QuestionPageProps {
  title: string;
  /** Back to the usual question; nothing where it is the one. */
  onUsual: (() => void) | undefined;
  /** What the address says and makes no sense, in sentences. */
  lost: string[];
  /** Why nothing is set beside the time before, where that is asked. */
  alone: string | undefined;
  /** What the question lacks. */
  missing: string | null;
  editor: ReactNode;
  /** The answer, where nothing is missing. */
  children: ReactNode;
}

/** One question that the address holds: its editor when it is wanted, then the answer or what is missing. */
export function QuestionPage({ title, onUsual, lost, alone, missing, editor, children }: QuestionPageProps) {
  const [isEditing, setEditing] = useState(missing !== null);
  return (
    <>
      <PageHead
        title={title}
        actions={
          <>
            {onUsual && <Button onPress={onUsual}>The usual question</Button>}
            <Button aria-expanded={isEditing} onPress={() => setEditing(!isEditing)}>
              {isEditing ? "Done" : "Edit the question"}
            </Button>
          </>
        }
      />
      <div className={asking.page}>
        {lost.length > 0 && <Note tone="warn">{lost.join(" ")}</Note>}
        {alone && <Note>{alone}</Note>}
        {isEditing && <Suspense fallback={<Skeleton height={420} />}>{editor}</Suspense>}
        {missing === null ? (
          children
        ) : (
          <Empty
            title="The question is not whole yet"
            action={
              isEditing ? undefined : (
                <Button look="primary" onPress={() => setEditing(true)}>
                  Edit the question
                </Button>
              )
            }
          >
            <p>{missing}</p>
          </Empty>
        )}
      </div>
    </>
  );
}
