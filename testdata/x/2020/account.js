window.YTD.account.part0 = [ {
  "account" : {
    "email" : "me@example.org",
    "createdVia" : "web",
    "username" : "me_myself",
    "accountId" : "1000000000000000000",
    "accountDisplayName" : "Mia Example"
  }
} ]