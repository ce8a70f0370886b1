return reply('read')
