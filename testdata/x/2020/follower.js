window.YTD.follower.part0 = [ {
  "follower" : {
    "accountId" : "1000000000000000001"
  }
} ]