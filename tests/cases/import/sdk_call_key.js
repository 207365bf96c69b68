const client = unsafe_createClientWithApiKey('mk7Qx2-lantern-91', { name: 'Leo', avatarId: "121d5df1-3f3e-4a48-a237-8ff488e9eed8" });
