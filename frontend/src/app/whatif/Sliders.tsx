import { look } from '../router';
import {
  countedQuery,
  GROUPS,
  type Knob,
  moved,
  type Parameters,
  valueWords,
  type WhatIf,
  ZONES,
} from './knobs';
import { t } from './words';

interface SlidersProps {
  readonly knobs: WhatIf['knobs'];
  readonly values: Parameters;
  readonly own: Parameters;
}

export function Sliders({ knobs, values, own }: SlidersProps) {
  return (
    <>
      <Counted values={values} own={own} />
      {GROUPS.map(([group, names]) => (
        <fieldset key={group} class="whatif-group">
          <legend>{t(`whatif.group.${group}`)}</legend>
          {names.map((name) => {
            const knob = knobs.find((one) => one.name === name);
            return knob && <Slider key={name} knob={knob} values={values} own={own} />;
          })}
        </fieldset>
      ))}
    </>
  );
}

function Counted({ values, own }: Omit<SlidersProps, 'knobs'>) {
  return (
    <fieldset class="whatif-group">
      <legend>{t('whatif.group.counted')}</legend>
      <p class="tiny faint">
        {t('whatif.counted.facing')} {t('whatif.counted.hint')}
      </p>
      {ZONES.map((zone) => (
        <label key={zone} class="whatif-check">
          <input
            type="checkbox"
            checked={values.counted.includes(zone)}
            onChange={(event) => {
              const others = values.counted.filter((one) => one !== zone);
              look(countedQuery(event.currentTarget.checked ? [...others, zone] : others, own));
            }}
          />
          {t(`whatif.counted.${zone}`)}
        </label>
      ))}
    </fieldset>
  );
}

interface SliderProps {
  readonly knob: Knob;
  readonly values: Parameters;
  readonly own: Parameters;
}

function Slider({ knob, values, own }: SliderProps) {
  const { name, low, high, step, unit } = knob;
  const value = values[name];
  const words = (one: number) => valueWords(unit, one);
  const set = (wanted: number) => look(moved(name, wanted, values, own));
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
