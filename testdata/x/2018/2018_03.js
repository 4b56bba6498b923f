Grailbird.data.tweets_2018_03 = [
 {
  "id": 7,
  "id_str": "7",
  "created_at": "2018-03-21 12:53:22 +0000",
  "text": "@bo secret",
  "entities": {
   "user_mentions": [
    {
     "id": 2,
     "id_str": "1000000000000000002",
     "screen_name": "bo",
     "name": "Bo Berg"
    }
   ]
  }
 }
]