import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Button as AriaButton,
  Input,
  Label,
  Tag,
  TagGroup,
  TagList,
  Text,
  TextField,
} from 'react-aria-components';
import { cx } from '@/lib/cx';
import { addWords } from '@/lib/words';
import { descriptionClass, errorClass, inputClass, labelClass } from './fieldClass';

export interface ChipsFieldProps {
  label: string;
  description?: string;
  placeholder?: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
  errors?: readonly string[];
}

/** Words one after another: Enter or a comma adds, Backspace in the empty field takes back. */
export function ChipsField({
  label,
  description,
  placeholder,
  values,
  onChange,
  errors,
}: ChipsFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const wrong = errors !== undefined && errors.length > 0;
  const take = (typed: string) => {
    onChange(addWords(values, typed));
    setText('');
  };
  return (
    <div className="flex flex-col gap-1">
      <TextField
        value={text}
        onChange={(typed) => (/[,،;]/u.test(typed) ? take(typed) : setText(typed))}
        onBlur={() => take(text)}
        isInvalid={wrong}
        className="flex flex-col gap-1"
      >
        <Label className={labelClass}>{label}</Label>
        <Input
          placeholder={placeholder}
          maxLength={100}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'Enter') {
              event.preventDefault();
              take(text);
            } else if (event.key === 'Backspace' && text === '') {
              onChange(values.slice(0, -1));
            }
          }}
          className={cx(inputClass, 'h-11')}
        />
        {description !== undefined && (
          <Text slot="description" className={descriptionClass}>
            {description}
          </Text>
        )}
        {wrong && (
          <Text slot="errorMessage" className={errorClass}>
            {errors.join(' ')}
          </Text>
        )}
      </TextField>
      {values.length > 0 && (
        <TagGroup
          aria-label={label}
          onRemove={(keys) => onChange(values.filter((value) => !keys.has(value)))}
        >
          <TagList className="mt-2 flex flex-wrap gap-2">
            {values.map((value) => (
              <Tag
                key={value}
                id={value}
                textValue={value}
                className="flex h-9 max-w-full cursor-default items-center rounded-full bg-accent-soft ps-3.5 text-sm font-medium text-accent-ink"
              >
                <bdi className="truncate">{value}</bdi>
                <AriaButton
                  slot="remove"
                  aria-label={t('remove_named', { name: value })}
                  className="flex size-9 cursor-pointer items-center justify-center rounded-full hovered:text-ink"
                >
                  <X aria-hidden className="size-4" />
                </AriaButton>
              </Tag>
            ))}
          </TagList>
        </TagGroup>
      )}
    </div>
  );
}
