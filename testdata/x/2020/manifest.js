window.__THAR_CONFIG = {
  "userInfo" : {
    "accountId" : "1",
    "userName" : "me"
  }
}