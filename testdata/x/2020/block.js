window.YTD.block.part0 = [ {
  "blocking" : {
    "accountId" : "1000000000000000009"
  }
} ]