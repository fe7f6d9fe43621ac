import { PageShell } from '@/components/shell/PageShell';

export default function SignUpPage() {
  return <PageShell>{null}</PageShell>;
}
