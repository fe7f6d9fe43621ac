import { Eye, EyeOff } from 'lucide-react';
import { useState, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Button as AriaButton,
  FieldError,
  Group,
  Input,
  Label,
  Text,
  TextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components';
import { cx } from '@/lib/cx';
import { descriptionClass, errorClass, inputClass, labelClass } from './fieldClass';

export interface TextFieldProps extends Omit<
  AriaTextFieldProps,
  'className' | 'children' | 'style' | 'validate'
> {
  label: string;
  description?: string;
  placeholder?: string;
  /** What is wrong, from the server or the page; shown under the field and read with it. */
  errors?: readonly string[];
  /** More than one line, this many to begin with. */
  rows?: number;
  className?: string;
  ref?: Ref<HTMLDivElement>;
}

export function TextField({
  label,
  description,
  placeholder,
  errors,
  rows,
  className,
  ...props
}: TextFieldProps) {
  const wrong = errors !== undefined && errors.length > 0;
  return (
    <AriaTextField
      {...props}
      isInvalid={wrong}
      validationBehavior="aria"
      className={cx('flex flex-col gap-1', className)}
    >
      <Label className={labelClass}>{label}</Label>
      {rows !== undefined ? (
        <TextArea
          rows={rows}
          placeholder={placeholder}
          className={cx(inputClass, 'resize-y py-2.5')}
        />
      ) : props.type === 'password' ? (
        <PasswordInput />
      ) : (
        <Input placeholder={placeholder} className={cx(inputClass, 'h-11')} />
      )}
      {description !== undefined && (
        <Text slot="description" className={descriptionClass}>
          {description}
        </Text>
      )}
      <FieldError className={errorClass}>{wrong ? errors.join(' ') : undefined}</FieldError>
    </AriaTextField>
  );
}

function PasswordInput() {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <Group className="relative flex">
      <Input
        type={shown ? 'text' : 'password'}
        dir="ltr"
        className={cx(inputClass, 'h-11 pe-12 text-start')}
      />
      <AriaButton
        onPress={() => setShown(!shown)}
        aria-label={shown ? t('password_hide') : t('password_show')}
        className="absolute inset-y-0 end-0 flex w-11 cursor-pointer items-center justify-center rounded-sm text-ink-faint hovered:text-ink"
      >
        <Icon aria-hidden className="size-5" />
      </AriaButton>
    </Group>
  );
}
