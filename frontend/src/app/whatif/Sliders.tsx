import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { look } from '../router';
import { valueOf } from '../scoring/parameters';
import {
  countedQuery,
  differences,
  GROUPS,
  type Knob,
  moved,
  type Name,
  type Parameters,
  type WhatIf,
  ZONES,
} from './knobs';
import { t } from './words';

interface Values {
  readonly values: Parameters;
  /** Of the version that the address starts from. */
  readonly base: Parameters;
  /** Of the session as it is. */
  readonly own: Parameters;
}

interface SlidersProps extends Values {
  readonly knobs: WhatIf['knobs'];
}

/** What can be turned, in groups; a folded one tells its values. */
export function Sliders({ knobs, ...values }: SlidersProps) {
  return (
    <>
      <Counted {...values} />
      {GROUPS.map(([group, names]) => (
        <Group
          key={group}
          title={t(`whatif.group.${group}`)}
          names={names}
          open={group === 'time'}
          told={<Told names={names} {...values} />}
          {...values}
        >
          {names.map((name) => {
            const knob = knobs.find((one) => one.name === name);
            return knob && <Slider key={name} knob={knob} {...values} />;
          })}
        </Group>
      ))}
    </>
  );
}

interface GroupProps extends Values {
  readonly title: string;
  readonly names: readonly (Name | 'counted')[];
  readonly open: boolean;
  readonly told: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Open at first where the reader begins, and where something differs. */
function Group({ title, names, open, told, children, values, own }: GroupProps) {
  const [isOpen, setIsOpen] = useState(open || differences(values, own).some((name) => names.includes(name)));
  return (
    <details class="whatif-group" open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        <span class="whatif-group-name">{title}</span> <span class="soft small number">{told}</span>
      </summary>
      <fieldset aria-label={title}>{children}</fieldset>
    </details>
  );
}

function Told({ names, values, own }: Values & { readonly names: readonly Name[] }) {
  return (
    <>
      {names.map((name, i) => (
        <span key={name}>
          {i > 0 && ' · '}
          <span class={values[name] === own[name] ? '' : 'whatif-differs'}>
            {valueOf(name, values[name])}
          </span>
        </span>
      ))}
    </>
  );
}

const zonesWords = (counted: Parameters['counted']): string =>
  counted.length > 0
    ? ZONES.filter((zone) => counted.includes(zone))
        .map((zone) => t(`whatif.counted.${zone}`))
        .join(', ')
    : t('whatif.counted.none');

function Counted({ values, base, own }: Values) {
  const differs = differences(values, own).includes('counted');
  return (
    <Group
      title={t('whatif.group.counted')}
      names={['counted']}
      open
      told={<span class={differs ? 'whatif-differs' : ''}>{zonesWords(values.counted)}</span>}
      {...{ values, base, own }}
    >
      {ZONES.map((zone) => (
        <label key={zone} class="whatif-check">
          <input
            type="checkbox"
            checked={values.counted.includes(zone)}
            onChange={(event) => {
              const others = values.counted.filter((one) => one !== zone);
              look(countedQuery(event.currentTarget.checked ? [...others, zone] : others, base));
            }}
          />
          {t(`whatif.counted.${zone}`)}
        </label>
      ))}
      <p class="tiny faint">
        {t('whatif.counted.facing')} {t('whatif.counted.hint')}
      </p>
    </Group>
  );
}

function Slider({ knob, values, base, own }: Values & { readonly knob: Knob }) {
  const { name, low, high, step } = knob;
  const value = values[name];
  const words = (one: number) => valueOf(name, one);
  const set = (wanted: number) => look(moved(name, wanted, values, base));
  return (
    <div class="whatif-knob">
      <div class="row between">
        <label for={`knob-${name}`}>{t(name)}</label>
        <output for={`knob-${name}`} class={`number ${value === own[name] ? '' : 'whatif-differs'}`}>
          {words(value)}
        </output>
      </div>
      <input
        id={`knob-${name}`}
        type="range"
        min={low}
        max={high}
        step={step}
        value={value}
        aria-valuetext={words(value)}
        aria-describedby={`hint-${name}`}
        onInput={(event) => set(event.currentTarget.valueAsNumber)}
      />
      <p id={`hint-${name}`} class="tiny faint">
        {t(`${name}.hint`)}
      </p>
      <div class="row between tiny">
        <details class="faint">
          <summary>{t('whatif.usual', { value: words(knob.default) })}</summary>
          {t(`${name}.source`)}
        </details>
        {value !== own[name] && (
          <button type="button" class="link-button" onClick={() => set(own[name])}>
            {t('whatif.reset.one', { value: words(own[name]) })}
          </button>
        )}
      </div>
    </div>
  );
}
