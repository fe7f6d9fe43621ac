import { PageShell } from '@/components/shell/PageShell';

export default function ConsentPage() {
  return <PageShell>{null}</PageShell>;
}
