// Passkeys: asks the browser for one and sends what it says. Loaded by two pages, asks nobody but the tribe's server.
"use strict";

const told = document.getElementById("told");
const say = (text) => { told.textContent = text; };
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const bytes = (coded) => Uint8Array.from(atob(coded.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const send = async (place, body) => {
  const answer = await fetch(place, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error((await answer.json()).detail);
  return answer.status === 204 || answer.redirected ? null : answer.json();
};

/** Runs what a button does; what goes wrong is said beside it. */
const on = (form, act) => form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!window.PublicKeyCredential) return say("This browser has no passkeys here. They need https.");
  say("");
  try { await act(form); } catch (error) {
    say(error.name === "NotAllowedError" ? "Nothing was done: the browser was told no, or waited too long." : error.message);
  }
});

on(document.getElementById("new-passkey"), async (form) => {
  const begun = await send("/passkeys/begin", {});
  const made = await navigator.credentials.create({ publicKey: {
    challenge: new TextEncoder().encode(begun.challenge),
    rp: { id: begun.host, name: "Tertius tribe" },
    user: { id: bytes(begun.user.id), name: begun.user.name, displayName: begun.user.name },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -8 }],
    excludeCredentials: (begun.known ?? []).map((id) => ({ type: "public-key", id: bytes(id) })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    attestation: "none",
  } });
  await send("/passkeys", {
    challenge: begun.challenge, id: text(made.rawId), name: form.elements.name.value, key: text(made.response.getPublicKey()),
    authenticator: text(made.response.getAuthenticatorData()), client: text(made.response.clientDataJSON),
  });
  location.reload();
});

on(document.getElementById("by-passkey"), async () => {
  const begun = await send("/sign-in/passkey", {});
  const used = await navigator.credentials.get({ publicKey: {
    challenge: new TextEncoder().encode(begun.challenge), rpId: begun.host, userVerification: "required",
  } });
  await send("/sign-in/passkey/answer", {
    challenge: begun.challenge, id: text(used.rawId), authenticator: text(used.response.authenticatorData),
    client: text(used.response.clientDataJSON), signature: text(used.response.signature),
  });
  location.assign("/");
});
