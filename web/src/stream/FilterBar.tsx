import type { Filter } from "./log";
import styles from "./StreamPage.module.css";
import { strings } from "./strings";

interface Props {
  topics: string[];
  filter: Filter;
  onFilter(filter: Filter): void;
}

export function FilterBar({ topics, filter, onFilter }: Props) {
  const t = strings.useT();
  const toggle = (topic: string) => {
    const next = new Set(filter.topics);
    if (!next.delete(topic)) next.add(topic);
    onFilter({ ...filter, topics: next });
  };
  return (
    <search className={styles.filter}>
      {(["key", "text"] as const).map((field) => (
        <input
          key={field}
          type="search"
          className={`input ${styles.search}`}
          aria-label={t(field)}
          placeholder={t(field)}
          value={filter[field]}
          onChange={(event) => onFilter({ ...filter, [field]: event.target.value })}
        />
      ))}
      <fieldset className={styles.chips}>
        <legend className="visually-hidden">{t("topics")}</legend>
        <button
          type="button"
          className={`button ${styles.chip}`}
          aria-pressed={filter.topics.size === 0}
          onClick={() => onFilter({ ...filter, topics: new Set() })}
        >
          {t("allTopics")}
        </button>
        {topics.map((topic) => (
          <button
            key={topic}
            type="button"
            className={`button ${styles.chip}`}
            aria-pressed={filter.topics.has(topic)}
            onClick={() => toggle(topic)}
          >
            {topic}
          </button>
        ))}
      </fieldset>
    </search>
  );
}
