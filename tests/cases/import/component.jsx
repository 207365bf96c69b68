const Desk = ({ lang = "en" }) => {
  const personaConfig = { name: "Olaf", avatarId: "30fa96d0-26c4-4e55-94a0-517025942e18", languageCode: lang, uninterruptibleGreeting: false };
  useEffect(() => { start(personaConfig); }, []);
  return <video id="v" />;
};
