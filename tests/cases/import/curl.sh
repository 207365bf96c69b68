#!/bin/sh
curl -X POST "https://api.anam.ai/v1/auth/session-token" \
  -H "Content-Type: application/json" \
  -d '{
    "personaConfig": {
      "name": "Curl",
      "avatarId": "30fa96d0-26c4-4e55-94a0-517025942e18",
      "systemPrompt": "One.\nTwo."
    }
  }'
