import {
  CalendarCheck,
  GraduationCap,
  Handshake,
  HeartHandshake,
  type LucideIcon,
  Repeat,
  ShoppingCart,
} from "lucide-react";
import { useState } from "react";
import { useBusinessModels } from "../../api/resources";
import { Button } from "../../ui/Button";
import { Choices } from "../../ui/Choices";
import { PageHead } from "../../ui/PageHead";
import { Fault, Skeleton } from "../../ui/States";
import styles from "./Start.module.css";

const ICONS: Record<string, LucideIcon> = {
  ecommerce: ShoppingCart,
  saas: Repeat,
  leads: Handshake,
  services: CalendarCheck,
  donations: HeartHandshake,
  courses: GraduationCap,
};

/** Which business it is: what is usually counted there comes with it. */
export function ModelStep({ chosen, onChoose }: { chosen: string; onChoose: (id: string) => void }) {
  const models = useBusinessModels();
  const [picked, setPicked] = useState<string | null>(chosen === "" ? null : chosen);
  return (
    <>
      <PageHead title="What pays your bills?">
        The closest one will do. It brings goals, a funnel and a list of events; you change what does not fit.
      </PageHead>
      {models.isPending ? (
        <Skeleton height={260} />
      ) : models.isError ? (
        <Fault error={models.error} onRetry={() => void models.refetch()} />
      ) : (
        <Choices
          label="Business model"
          isLabelHidden
          isCards
          value={picked}
          onChange={setPicked}
          choices={models.data.business_models.map(({ id, name, description }) => {
            const Icon = ICONS[id] ?? ShoppingCart;
            return { id, name, about: description, icon: <Icon aria-hidden /> };
          })}
        />
      )}
      <div className={styles.foot}>
        <Button look="primary" isDisabled={picked === null} onPress={() => picked && onChoose(picked)}>
          Continue
        </Button>
      </div>
    </>
  );
}
