import { PageShell } from '@/components/shell/PageShell';

export default function VideoPage() {
  return <PageShell>{null}</PageShell>;
}
