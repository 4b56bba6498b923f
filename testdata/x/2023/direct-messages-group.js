window.YTD.direct_messages_group.part0 = [
 {
  "dmConversation": {
   "conversationId": "1500000000000000000",
   "messages": [
    {
     "messageCreate": {
      "reactions": [],
      "urls": [],
      "text": "secret \"conversationId\" }",
      "mediaUrls": [],
      "senderId": "1000000000000000001",
      "id": "5",
      "createdAt": "2022-02-01T10:00:00.000Z"
     }
    },
    {
     "participantsJoin": {
      "initiatingUserId": "1000000000000000000",
      "userIds": [
       "1000000000000000003"
      ],
      "createdAt": "2022-01-31T10:00:00.000Z"
     }
    },
    {
     "conversationNameUpdate": {
      "name": "secret",
      "createdAt": "2022-01-31T10:00:00.000Z"
     }
    },
    {
     "joinConversation": {
      "initiatingUserId": "1000000000000000000",
      "participantsSnapshot": [
       "1000000000000000000",
       "1000000000000000001",
       "1000000000000000002"
      ],
      "createdAt": "2022-01-30T10:00:00.000Z"
     }
    }
   ]
  }
 }
]