import { useEffect, useState } from "react";
import { chooseTheme, chosenTheme, type Theme } from "../../app/theme";
import { Panel } from "../../ui/Panel";
import { Segmented } from "../../ui/Segmented";

/** Light or dark, in this browser. */
export function Appearance() {
  const [theme, setTheme] = useState(chosenTheme);
  useEffect(() => {
    const follow = () => setTheme(chosenTheme());
    window.addEventListener("cairn-theme", follow);
    return () => window.removeEventListener("cairn-theme", follow);
  }, []);
  return (
    <Panel id="appearance" title="How does it look?" lead="In this browser only.">
      <div>
        <Segmented
          label="Appearance"
          choices={[
            { id: "system", name: "As the system" },
            { id: "light", name: "Light" },
            { id: "dark", name: "Dark" },
          ]}
          value={theme}
          onChange={(id) => chooseTheme(id as Theme)}
        />
      </div>
    </Panel>
  );
}
