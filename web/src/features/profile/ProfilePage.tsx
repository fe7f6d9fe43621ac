import { PageShell } from '@/components/shell/PageShell';

export default function ProfilePage() {
  return <PageShell>{null}</PageShell>;
}
