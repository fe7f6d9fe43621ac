import { useRouter } from '@tanstack/react-router';

/** After the log-in: on to where the person wanted to go, or to their home. */
export function useGoOn(next: string | undefined): () => void {
  const { history } = useRouter();
  return () => history.replace(next ?? '/');
}
