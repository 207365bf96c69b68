export default function Page() {
  const [config] = useState<PersonaConfig>({ name: "Hook", avatarId: "30fa96d0-26c4-4e55-94a0-517025942e18" });
  const other = useMemo(() => ({ personaConfig: config, sessionOptions: { videoQuality: "auto" } }), [config]);
  return <video id="v" />;
}
