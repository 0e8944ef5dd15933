/** Uma galeria que uma equipe compartilha pelo próprio armazenamento, em português do Brasil. */
import type { Messages } from '../../messages';
import { plural } from './format';

export const share: Messages['share'] = {
  lead: 'Várias pessoas e aparelhos cuidam de uma mesma galeria: o que um adiciona ou decide chega aos outros. Tudo viaja criptografado por um armazenamento on-line que o seu grupo tem ou aluga, e que não consegue ler nada; a busca continua em cada aparelho.',
  inSettings: 'Uma galeria para várias pessoas e aparelhos, por um armazenamento do seu grupo.',
  open: 'Compartilhar com a equipe',

  joinTitle: 'Você recebeu um link ou um código',
  joinHint:
    'Aponte a câmera deste aparelho para o código e abra no navegador em que você usa o Huella, ou cole o link aqui.',
  link: 'Link',
  look: 'Continuar',

  beginTitle: 'Começar uma galeria compartilhada',
  beginHint:
    'Para quem cuida do armazenamento: qualquer um que fale S3 (AWS, R2, B2, Garage, MinIO, Ceph, SeaweedFS…). Crie um bucket e uma chave que possa ler e escrever nele, e preencha aqui.',
  endpoint: 'Endereço do armazenamento',
  endpointHint: 'Começa com https:// e não leva o nome do bucket.',
  bucket: 'Bucket',
  region: 'Região',
  regionHint: 'Deixe em branco se o seu armazenamento não tiver.',
  folder: 'Pasta no bucket',
  folderHint: 'Deixe em branco para usar o bucket inteiro.',
  accessKey: 'Chave de acesso',
  secretKey: 'Chave secreta',
  check: 'Conferir',
  checking: 'Perguntando ao armazenamento…',
  found: 'O armazenamento responde e conhece esta chave. Ainda não há nada compartilhado lá.',
  begin: 'Começar com esta galeria',
  beginText: (n) =>
    n === 0
      ? 'Sua galeria está vazia: será compartilhado o que você adicionar.'
      : plural(n, {
          one: '{n} foto deste aparelho será compartilhada.',
          other: '{n} fotos deste aparelho serão compartilhadas.',
        }),
  joining: 'Entrando…',

  consentTitle: 'O Huella pode se conectar a este armazenamento?',
  consentAddress: 'O Huella se conectaria a este endereço, e a nenhum outro:',
  consentSends:
    'Vai para lá o que há na sua galeria: fotos, nomes, lugares, observações e decisões. Tudo é criptografado antes neste aparelho: o armazenamento não consegue ler, e quem tiver o link consegue.',
  consentCheck:
    'Agora só se pergunta se ele responde e o que a chave pode fazer. Nada da sua galeria é enviado antes de você começar.',
  consentReads:
    'Este link é só para ler: a galeria compartilhada vem para este aparelho, e nada seu é enviado.',
  consentSees:
    'O armazenamento vê, sim, o endereço de rede deste aparelho, quando ele se conecta e quanto envia.',
  consentLeave: 'Você pode sair quando quiser. O que está neste aparelho fica.',
  agreeJoin: 'Permitir e entrar',
  agreeCheck: 'Permitir e conferir',
  refused: 'Nada foi enviado.',
  joined: 'Você agora compartilha esta galeria. Ela começa a sincronizar.',
  alreadyHere: 'Este aparelho já compartilha essa galeria.',

  statusTitle: 'Galeria compartilhada',
  at: (bucket, host) => `“${bucket}” em ${host}`,
  roles: {
    write: 'Este aparelho lê e escreve.',
    read: 'Este aparelho só lê: o que se adiciona ou decide aqui fica aqui.',
  },
  phases: {
    none: 'Nada é compartilhado.',
    idle: 'Tudo está em dia.',
    syncing: 'Sincronizando…',
    paused: 'Em pausa. Nada é enviado nem trazido.',
    offline: 'Sem rede: continua sozinho quando houver.',
    waiting:
      'Esperando: outra aba do Huella está sincronizando, ou são dados móveis que você guarda para o que é pequeno.',
  },
  stages: {
    sending: 'Enviando o que foi decidido aqui',
    receiving: 'Trazendo o que outros decidiram',
    'sending-parts': 'Enviando miniaturas e o que a busca usa',
    'receiving-parts': 'Trazendo miniaturas e o que a busca usa',
    'sending-files': 'Enviando fotos',
    'receiving-files': 'Trazendo fotos',
  },
  lastSynced: (when) => `Em dia pela última vez: ${when}.`,
  neverSynced: 'Ainda não está em dia.',
  waitingUp: (n, size) =>
    plural(n, {
      one: `{n} coisa para enviar (${size})`,
      other: `{n} coisas para enviar (${size})`,
    }),
  waitingDown: (n, size) =>
    plural(n, {
      one: `{n} coisa para trazer (${size})`,
      other: `{n} coisas para trazer (${size})`,
    }),
  unprepared: (n) =>
    plural(n, {
      one: 'Falta preparar {n} foto para a busca neste aparelho. Continua sozinho enquanto o Huella estiver aberto.',
      other:
        'Falta preparar {n} fotos para a busca neste aparelho. Continua sozinho enquanto o Huella estiver aberto.',
    }),
  unpreparedAway: (n) =>
    plural(n, {
      one: 'As buscas daqui ainda não encontram {n} foto: o modelo em uso não a viu e o arquivo dela não está neste aparelho. Abaixo você escolhe quais arquivos vêm.',
      other:
        'As buscas daqui ainda não encontram {n} fotos: o modelo em uso não as viu e os arquivos delas não estão neste aparelho. Abaixo você escolhe quais arquivos vêm.',
    }),
  traffic: (up, down) => `Desde que o Huella foi aberto: ${up} enviados, ${down} recebidos.`,
  sync: 'Sincronizar agora',
  details: 'O que o armazenamento disse',

  conflictsTitle: (n) =>
    plural(n, {
      one: '{n} coisa foi dita duas vezes e diferente',
      other: '{n} coisas foram ditas duas vezes e diferentes',
    }),
  conflictsHint:
    'Duas pessoas mudaram a mesma coisa sem saber uma da outra. Nada se perdeu: abaixo está o que vale agora. Para resolver, decida de novo na galeria ou na página do animal.',
  conflicts: {
    'same-name': 'dois animais tinham o mesmo nome',
    renamed: 'recebeu dois nomes',
    who: 'foi dito que era dois animais',
    decision: 'foi decidido de dois jeitos',
    described: 'tem dois conjuntos de dados',
    'in-trash': 'foi apagada aqui e mantida por outros',
    'deleted-there': 'foi mantida aqui e apagada por outros',
    undone: 'um passo desfeito só de um lado',
    setting: 'um ajuste diferente',
  },
  kept: {
    here: 'vale o que foi dito aqui',
    theirs: 'vale o que a outra pessoa disse',
    both: 'ficam os dois',
    joined: 'agora é um só animal',
  },

  inviteTitle: 'Convidar outras pessoas',
  inviteHint:
    'Quem tem o link tem a galeria: mande só para pessoas de confiança, numa mensagem que só elas leiam.',
  inviteRole: 'O que elas poderão fazer?',
  inviteWrite: 'Ler e adicionar',
  inviteRead: 'Só ler',
  inviteOwnKey: 'Outra chave do armazenamento',
  inviteOwnKeyHint:
    'Com uma chave própria, dá para bloquear só um aparelho perdido. Ela é criada nos ajustes do armazenamento.',
  inviteReadHint:
    'Para isto, crie nos ajustes do armazenamento uma chave que só possa ler e listar o bucket. O armazenamento faz valer, tente o que tentar o aparelho.',
  invite: 'Criar o link',
  qr: 'Código QR do link',
  qrHint: 'Aponte para ele a câmera do outro aparelho.',
  copy: 'Copiar o link',
  copied: 'Copiado',
  hide: 'Esconder o link',

  mobileTitle: 'Com dados móveis',
  mobile: {
    all: 'Tudo',
    small: 'O pequeno',
    nothing: 'Nada',
  },
  mobileHint:
    'O pequeno são nomes, decisões, miniaturas e o que a busca usa. Vale onde o navegador diz qual é a conexão; “Sincronizar agora” passa na frente.',

  keepTitle: 'Fotos guardadas neste aparelho',
  keepLead:
    'Os nomes, as decisões, as miniaturas e o que a busca usa estão sempre aqui, então a busca abrange todas as fotos. Aqui se trata dos arquivos das fotos, que são os que ocupam espaço.',
  keepFiles: 'Arquivos que vêm para este aparelho',
  keepAll: 'Todos',
  keepChosen: 'Alguns',
  keepNone: 'Nenhum',
  keepNoneHint: 'Os arquivos adicionados aqui ficam.',
  keepSpecies: 'Destas espécies',
  keepSpeciesHint: 'Sem marcar nenhuma: de todas as espécies.',
  keepNear: 'Perto deste lugar',
  keepKm: 'A quantos quilômetros no máximo',
  keepMonths: 'Dos últimos quantos meses',
  keepMonthsHint: 'Deixe em branco para fotos de qualquer data.',
  keepBudget: 'Quantos gigabytes no máximo',
  keepBudgetHint:
    'Deixe em branco para não limitar. O que foi adicionado aqui não é apagado; das fotos que vieram porque alguém as abriu, as mais antigas saem primeiro.',
  keepSave: 'Usar isto',
  keepSaved: 'Salvo. Vale a partir da próxima sincronização.',

  original: {
    fetching: 'Buscando a foto inteira na galeria compartilhada',
    progress: (done, total) => `A foto inteira está chegando: ${done} de ${total}`,
    offline:
      'Esta é a imagem pequena. A foto inteira está na galeria compartilhada, e agora não há rede.',
    unsent:
      'Esta é a imagem pequena. O aparelho que tem a foto inteira ainda não a enviou para a galeria compartilhada.',
    failed:
      'Esta é a imagem pequena. Não foi possível buscar a foto inteira na galeria compartilhada.',
  },

  lostTitle: 'Se um aparelho se perder',
  lost: 'Apague nos ajustes do armazenamento a chave que ele usava: a partir daí ele não consegue ler nem escrever lá. O que ele já tinha continua nele. Os aparelhos que usavam a mesma chave saem e entram de novo por um link com chave nova, criado acima antes de saírem; nada se perde com isso.',

  leave: 'Sair da galeria compartilhada',
  leaveTitle: 'Sair da galeria compartilhada?',
  leaveText:
    'Tudo o que está neste aparelho fica nele. Ele deixa de receber o que outros adicionam, os outros deixam de receber o que você adiciona, e o Huella deixa de poder se conectar ao armazenamento.',
  leaveWaiting: (n) =>
    plural(n, {
      one: '{n} coisa deste aparelho ainda não foi enviada: os outros não vão recebê-la.',
      other: '{n} coisas deste aparelho ainda não foram enviadas: os outros não vão recebê-las.',
    }),
  leaveAction: 'Sair',
  left: 'Você saiu. Sua galeria está como estava.',

  corsTitle: 'A regra de que o armazenamento precisa (CORS)',
  corsHint:
    'O navegador não diz qual das duas coisas é. Se o armazenamento está ligado e o endereço está certo, cole esta regra nos ajustes do bucket, espere um minuto e confira de novo.',
  corsConsole: 'Na página do armazenamento',
  corsTools: 'Por linha de comando',
  corsCopy: 'Copiar a regra',

  reload: 'Recarregar a página',
  problems: {
    none: 'Não há nenhuma galeria compartilhada neste lugar, e uma chave que só lê não pode começar uma.',
    'key-wrong':
      'Já há uma galeria compartilhada lá, e este não é o link dela. Peça o link a alguém que a compartilha, ou escolha outro bucket ou outra pasta.',
    newer: 'Uma versão mais nova do Huella escreveu lá. Recarregue a página para atualizar esta.',
    damaged:
      'Algo no armazenamento está danificado ou foi mudado. Não foi usado, e o que está neste aparelho está inteiro.',
    'device-copied':
      'Outro aparelho escreve em nome deste, como acontece ao copiar um perfil do navegador. Saia e entre de novo em um dos dois.',
    forbidden:
      'O armazenamento só deixa esta chave ler, ou não deixa que use este bucket. Peça outra chave ou confira o que ela pode fazer.',
    full: 'O armazenamento está cheio. Nada se perde: continua quando houver espaço.',
    unwritable:
      'O armazenamento responde, mas não guarda nada novo: está cheio ou há algo de errado com ele. Nada se perde: o que os outros fizeram continua chegando, e o resto segue quando ele voltar a aceitar fotos.',
    address:
      'Isto não é o endereço de um armazenamento ou o nome de um bucket. O endereço começa com https://, e os buckets têm letras minúsculas, números e hifens.',
    link: 'Isto não é um link inteiro para uma galeria compartilhada. Copie de novo do começo ao fim.',
    unreachable:
      'O armazenamento não respondeu: está desligado, o endereço não é esse, não há rede ou ele ainda não permite esta página.',
    cors: 'O armazenamento não respondeu a esta página: ainda não a permite, ou está desligado ou não está nesse endereço.',
    'no-bucket': 'O armazenamento responde, mas não tem nenhum bucket com esse nome.',
    'key-refused':
      'O armazenamento não conhece esta chave, ou ela foi apagada lá. Confira as duas partes da chave ou peça um link novo.',
    'no-guard':
      'Esta página ainda não consegue abrir o caminho para um armazenamento. Recarregue e tente de novo; em uma janela privada não funciona.',
    clock:
      'O relógio deste aparelho está errado e por isso o armazenamento o recusa. Acerte a data e a hora e tente de novo.',
    'not-joined': 'Este aparelho não compartilha nenhuma galeria.',
    joined: 'Este aparelho já compartilha outra galeria. Saia dela primeiro.',
    'read-key-needed': 'Preencha uma chave que só possa ler.',
  },
};
