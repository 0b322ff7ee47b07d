import {
  UNSTABLE_ToastContent as Content,
  UNSTABLE_ToastQueue as Queue,
  UNSTABLE_ToastRegion as Region,
  Text,
  UNSTABLE_Toast as Toast,
} from "react-aria-components";
import { Button } from "./Button";
import styles from "./toast.module.css";

interface Said {
  text: string;
  action?: { name: string; onChoose: () => void };
}

const queue = new Queue<Said>({ maxVisibleToasts: 3 });

/** Says that something was done, with a way to take it back where there is one. */
export function say(text: string, action?: Said["action"]) {
  queue.add(action ? { text, action } : { text }, { timeout: action ? 12_000 : 6_000 });
}

/** Where it is said. Stands once on the page. */
export function Toasts() {
  return (
    <Region queue={queue} className={styles.region ?? ""}>
      {({ toast }) => (
        <Toast toast={toast} className={styles.toast ?? ""}>
          <Content className={styles.content ?? ""}>
            <Text slot="title">{toast.content.text}</Text>
          </Content>
          {toast.content.action && (
            <Button
              size="small"
              onPress={() => {
                toast.content.action?.onChoose();
                queue.close(toast.key);
              }}
            >
              {toast.content.action.name}
            </Button>
          )}
          <Button slot="close" size="small" look="quiet" aria-label="Dismiss">
            ✕
          </Button>
        </Toast>
      )}
    </Region>
  );
}
