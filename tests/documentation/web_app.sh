# Sourced by hidden commands of the documents: an engine that stands for the hosted platform, with its key in ./key.txt.
personactl engine serve --port 0 --db ~/web.db >~/engine.env 2>/dev/null &
until grep -qs ANAM_API_KEY ~/engine.env; do sleep 0.1; done
sed -n 's/^ANAM_API_KEY=//p' ~/engine.env >key.txt
export ANAM_API_URL="$(sed -n 's/^ANAM_API_URL=//p' ~/engine.env)"
