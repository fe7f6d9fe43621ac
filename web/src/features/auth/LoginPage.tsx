import { PageShell } from '@/components/shell/PageShell';

export default function LoginPage() {
  return <PageShell>{null}</PageShell>;
}
