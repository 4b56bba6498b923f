window.YTD.direct_messages.part0 = [
 {
  "dmConversation": {
   "conversationId": "1000000000000000000-1000000000000000001",
   "messages": [
    {
     "messageCreate": {
      "recipientId": "1000000000000000000",
      "reactions": [],
      "urls": [],
      "text": "secret \"conversationId\" }",
      "mediaUrls": [],
      "senderId": "1000000000000000001",
      "id": "2",
      "createdAt": "2022-01-27T15:58:52.744Z"
     }
    },
    {
     "messageCreate": {
      "recipientId": "1000000000000000001",
      "reactions": [],
      "urls": [],
      "text": "secret \"conversationId\" }",
      "mediaUrls": [],
      "senderId": "1000000000000000000",
      "id": "1",
      "createdAt": "2022-01-26T15:58:52.744Z"
     }
    }
   ]
  }
 },
 {
  "dmConversation": {
   "conversationId": "1000000000000000000-1000000000000000002",
   "messages": [
    {
     "messageCreate": {
      "recipientId": "1000000000000000002",
      "reactions": [],
      "urls": [],
      "text": "secret \"conversationId\" }",
      "mediaUrls": [],
      "senderId": "1000000000000000000",
      "id": "3",
      "createdAt": "2022-01-28T15:58:52.744Z"
     }
    },
    {
     "messageCreate": {
      "recipientId": "1000000000000000002",
      "reactions": [],
      "urls": [],
      "text": "secret \"conversationId\" }",
      "mediaUrls": [],
      "senderId": "1000000000000000000",
      "id": "4",
      "createdAt": ""
     }
    }
   ]
  }
 }
]