/** Uma frase para cada código de erro: o que houve e, se for o caso, o que fazer. */
import type { Messages } from '../../messages';

export const errors: Messages['errors'] = {
  'photo-empty': 'O arquivo está vazio.',
  'photo-not-an-image': 'Este arquivo não é uma foto.',
  'photo-truncated': 'O arquivo está incompleto. Tente copiá-lo de novo.',
  'photo-damaged': 'A foto está danificada e não pode ser lida.',
  'photo-heic-unsupported':
    'Este navegador não abre fotos HEIC. Salve como JPEG ou abra o Huella no Safari.',
  'photo-format-unsupported':
    'Este navegador não abre fotos neste formato. Salve como JPEG ou PNG.',
  'photo-too-large': 'A foto é grande demais para abrir. Diminua e tente de novo.',
  'photo-unreadable': 'Não foi possível ler o arquivo. Talvez tenha sido movido ou apagado.',
  'crop-invalid': 'O quadro desenhado na foto não é válido.',
  'crop-taken': 'Já existe na galeria outra foto com este mesmo recorte.',
  'encoder-missing': 'Falta uma parte do Huella. Verifique a conexão e recarregue a página.',
  'encoder-damaged':
    'Uma parte do Huella chegou danificada. Recarregue a página para baixar de novo.',
  'encoder-failed': 'Não foi possível comparar a foto. Tente de novo.',
  'encoder-self-check-failed':
    'Este aparelho deu resultados errados na verificação inicial, então nada foi comparado.',
  'encoder-timeout': 'Esta foto demorou demais e foi deixada de lado. Tente de novo.',
  'device-lost': 'O processador gráfico parou de responder. Tente de novo.',
  'detector-failed':
    'O Huella não conseguiu procurar animais nesta foto. Desenhe o quadro à mão ou use a foto inteira.',
  'markings-failed': 'Não foi possível comparar as marcas. A resposta fica como estava sem elas.',
  'out-of-memory': 'Não há memória suficiente. Feche outras abas e tente de novo.',
  'storage-full': 'Não há mais espaço neste aparelho. Libere um pouco e tente de novo.',
  'storage-failed': 'O navegador não conseguiu salvar ou ler os dados.',
  'storage-blocked':
    'Outra aba está usando uma versão mais antiga do Huella. Feche-a e tente de novo.',
  'storage-newer-version':
    'Sua galeria foi salva por uma versão mais nova do Huella. Recarregue a página para atualizar.',
  'name-taken': 'Outro animal já tem este nome.',
  'not-found': 'Não está mais aqui. Talvez tenha sido apagado em outra aba.',
  'original-elsewhere':
    'O arquivo desta foto ({name}) está na galeria compartilhada e não neste aparelho, e não foi possível buscá-lo agora. Tente quando houver rede.',
  'index-corrupt': 'O índice de busca estava danificado. Ele será refeito a partir das suas fotos.',
  'dimension-mismatch': 'Estas fotos foram preparadas de outro jeito e não podem ser comparadas.',
  'checkpoint-not-recognised': 'Este arquivo é {found}, não um modelo que o Huella saiba ler.',
  'checkpoint-truncated': 'O arquivo do modelo está incompleto. Baixe de novo.',
  'checkpoint-damaged': 'O arquivo do modelo está danificado. Baixe de novo.',
  'checkpoint-unsupported': 'Este arquivo de modelo não pode ser usado: ele contém {found}.',
  'checkpoint-wrong-architecture':
    'Este arquivo contém {found}. O Huella pode usar modelos destes tipos: {supported}.',
  'checkpoint-too-large':
    'O arquivo do modelo pede mais memória do que qualquer modelo conhecido precisa, por isso não foi aberto.',
  'encoder-card-needed':
    'Este arquivo de modelo não diz tudo o que é preciso saber dele: {missing}.',
  'checkpoint-unreachable':
    'Não foi possível baixar ou ler o arquivo do modelo. Verifique a conexão e tente de novo.',
  'install-unsupported':
    'Este navegador não oferece um lugar para guardar um modelo. Use uma janela normal (não anônima) de um navegador atual.',
  'zip-damaged': 'O zip está danificado ou incompleto. Tente copiar ou baixar de novo.',
  'zip-encrypted': 'O zip está protegido com senha. Descompacte antes e adicione a pasta.',
  'zip-unsupported':
    'Este zip foi feito de um jeito que o Huella não lê. Descompacte antes e adicione a pasta.',
  'zip-unsafe-name': 'O nome dentro do zip aponta para fora dele, por isso ficou de fora.',
  'zip-limit':
    'Descompactado, ocuparia muito mais do que uma foto precisa, por isso ficou de fora.',
  'network-needed': 'Isto precisa de internet, e agora não há.',
  'table-unreadable':
    'A tabela não tem linhas que o Huella consiga ler. Salve como CSV e tente de novo.',
  'table-too-large': 'A tabela é grande demais. Divida e adicione as partes uma por vez.',
  'table-is-workbook':
    'O Huella não consegue ler esta planilha: ela tem senha, está danificada ou é de um tipo que o Huella não conhece. Abra onde foi feita, salve como CSV e adicione esse arquivo junto com as fotos.',
  'detections-unrecognised':
    'Este arquivo não tem resultados do MegaDetector que o Huella conheça.',
  'detections-not-json': 'Este arquivo não é JSON válido; nada dele foi usado.',
  'detections-without-boxes':
    'Estes resultados nomeiam fotos e não trazem quadros. Só dá para recortar animais onde um detector os encontrou.',
  'map-unreadable':
    'Este mapa não pode ser usado. Precisa ser um arquivo GeoJSON com longitudes e latitudes em graus, de no máximo 50 MB, ou um arquivo PMTiles da mesma região.',
  'occasions-unusable':
    'Com estas datas não dá para fazer um histórico de captura ({found}). Escolha outras ocasiões, ou fotos com data.',
  'backup-failed':
    'O backup foi escrito, mas ao ler de novo saiu outra coisa ({entry}). Não confie nele; tente de novo ou salve em outro lugar.',
  'backup-not-recognised': 'Este arquivo não é um backup feito pelo Huella.',
  'backup-newer':
    'Este backup foi feito por uma versão mais nova do Huella. Atualize o Huella aqui e tente de novo.',
  'backup-damaged': 'O backup está danificado: {entry}. Nada mudou aqui. Procure outra cópia dele.',
  'backup-refused':
    'Este backup contém algo que o Huella nunca escreveria ({entry}), então nada mudou.',
  cancelled: 'Cancelado.',
  internal: 'Algo deu errado. Tente de novo ou recarregue a página.',
};
