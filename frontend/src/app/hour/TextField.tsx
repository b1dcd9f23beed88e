import { takeFocus } from '../parts/takeFocus';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly longest: number;
  readonly change: (value: string) => void;
  readonly type?: 'text' | 'email';
  readonly optional?: boolean;
  readonly focus?: boolean;
}

export function TextField({ label, value, longest, change, type = 'text', optional, focus }: TextFieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        class="input"
        type={type as 'text'} // Preact's types want one of them
        value={value}
        maxLength={longest}
        required={!optional}
        ref={focus ? takeFocus : undefined}
        onInput={(event) => change(event.currentTarget.value)}
      />
    </label>
  );
}
