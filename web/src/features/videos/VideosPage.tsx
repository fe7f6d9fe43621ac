import { PageShell } from '@/components/shell/PageShell';

export default function VideosPage() {
  return <PageShell>{null}</PageShell>;
}
