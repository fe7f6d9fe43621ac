import { Check, ChevronDown } from 'lucide-react';
import {
  Button as AriaButton,
  FieldError,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Text,
  type Key,
} from 'react-aria-components';
import { cx } from '@/lib/cx';
import { descriptionClass, errorClass, inputClass, labelClass } from './fieldClass';

export interface SelectOption<Value extends string> {
  value: Value;
  label: string;
}

export interface SelectProps<Value extends string> {
  label: string;
  /** For narrow places where the label is said but not shown. */
  hideLabel?: boolean;
  options: readonly SelectOption<Value>[];
  value: Value | null;
  onChange: (value: Value) => void;
  placeholder?: string;
  description?: string;
  /** What is wrong, from the server or the page; shown under the field and read with it. */
  errors?: readonly string[];
  isDisabled?: boolean;
  className?: string;
}

export function Select<Value extends string>(props: SelectProps<Value>) {
  const { errors = [] } = props;
  const choose = (key: Key | null) => {
    const option = props.options.find(({ value }) => value === key);
    if (option) props.onChange(option.value);
  };
  return (
    <AriaSelect
      value={props.value}
      onChange={choose}
      isDisabled={props.isDisabled}
      isInvalid={errors.length > 0}
      validationBehavior="aria"
      placeholder={props.placeholder}
      aria-label={props.hideLabel ? props.label : undefined}
      className={cx('flex min-w-0 flex-col gap-1', props.className)}
    >
      {!props.hideLabel && <Label className={labelClass}>{props.label}</Label>}
      <AriaButton
        className={cx(
          inputClass,
          'flex h-11 cursor-pointer items-center gap-2 text-start focus-ring:border-accent',
        )}
      >
        <SelectValue<
          SelectOption<Value>
        > className="min-w-0 flex-1 truncate data-[placeholder]:text-ink-faint">
          {({ selectedText, isPlaceholder, defaultChildren }) =>
            isPlaceholder ? defaultChildren : selectedText
          }
        </SelectValue>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-faint" />
      </AriaButton>
      {props.description !== undefined && (
        <Text slot="description" className={descriptionClass}>
          {props.description}
        </Text>
      )}
      <FieldError className={errorClass}>{errors.join(' ')}</FieldError>
      <Popover className={cx(popoverClass, 'min-w-(--trigger-width)')}>
        <ListBox items={props.options} className="max-h-72 overflow-auto p-1 outline-none">
          {(option: SelectOption<Value>) => (
            <ListBoxItem
              id={option.value}
              textValue={option.label}
              className="group flex min-h-10 cursor-pointer items-center gap-2 rounded-sm px-2 py-1 text-sm outline-none focused:bg-sunken chosen:font-medium"
            >
              <span className="min-w-0 flex-1 truncate">{option.label}</span>
              <Check
                aria-hidden
                className="invisible size-4 text-accent group-data-[selected]:visible"
              />
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

const popoverClass =
  'rounded-sm border border-line bg-surface text-ink shadow-lift transition-opacity entering:opacity-0 exiting:opacity-0';
