import { TextArea } from "../../ui/Field";

/** The mapping as the text of a mapping file: for what fields can't say, such as delimiters and patterns of times. */
export function MappingText({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  return (
    <TextArea
      label="Mapping"
      isCode
      rows={14}
      value={text}
      onChange={onChange}
      spellCheck="false"
      hint={
        <>
          A <a href="/docs/reference/mapping.html">mapping file</a>: also <code>time_format</code>,{" "}
          <code>delimiter</code>, <code>ignore</code>.
        </>
      }
    />
  );
}
