window.YTD.tweets.part0 = [
 {
  "tweet": {
   "id_str": "1",
   "created_at": "Sun Mar 21 12:53:22 +0000 2021",
   "full_text": "a secret &amp; more",
   "entities": {
    "user_mentions": [
     {
      "id_str": "1000000000000000001",
      "screen_name": "Ana_Ruiz",
      "name": "Ana Ruiz",
      "indices": [
       "0",
       "3"
      ]
     },
     {
      "id_str": "-1",
      "screen_name": "gone",
      "name": "Gone",
      "indices": [
       "0",
       "3"
      ]
     }
    ]
   }
  }
 },
 {
  "tweet": {
   "id_str": "2",
   "created_at": "Sun Mar 21 12:53:22 +0000 2021",
   "full_text": "a secret &amp; more",
   "entities": {
    "user_mentions": []
   }
  }
 },
 {
  "tweet": {
   "id_str": "3",
   "created_at": "Sun Mar 21 12:53:22 +0000 2021",
   "full_text": "RT @famous: secret",
   "entities": {
    "user_mentions": [
     {
      "id_str": "1000000000000000003",
      "screen_name": "famous",
      "name": "Famous",
      "indices": [
       "0",
       "3"
      ]
     }
    ]
   }
  }
 },
 {
  "tweet": {
   "id_str": "4",
   "created_at": "Sun Mar 21 12:53:22 +0000 2021",
   "full_text": "a secret &amp; more",
   "entities": {
    "user_mentions": []
   },
   "in_reply_to_user_id_str": "1000000000000000002",
   "in_reply_to_screen_name": "bo"
  }
 },
 {
  "tweet": {
   "id_str": "5",
   "created_at": "long ago",
   "full_text": "a secret &amp; more",
   "entities": {
    "user_mentions": [
     {
      "id_str": "1000000000000000001",
      "screen_name": "Ana_Ruiz",
      "name": "Ana Ruiz",
      "indices": [
       "0",
       "3"
      ]
     }
    ]
   }
  }
 }
]