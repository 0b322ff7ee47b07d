"use strict";
// The token leaves the address bar and the history before anything else happens.
const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
const say = (text) => {
  document.getElementById("state").textContent = text;
};
const signIn = async () => {
  if (token === "") {
    say("This page needs the whole link that the server printed.");
    return;
  }
  try {
    const response = await fetch("/api/v1/session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token }),
    });
    say(response.ok ? "You are signed in." : "This link is not valid any more. Ask the server for a new one.");
  } catch {
    say("The server can't be reached.");
  }
};
signIn();
