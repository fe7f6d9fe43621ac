import { PageShell } from '@/components/shell/PageShell';

export default function CandidatesPage() {
  return <PageShell>{null}</PageShell>;
}
