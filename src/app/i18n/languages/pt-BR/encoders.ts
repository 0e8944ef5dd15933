/** A tela dos modelos, em português do Brasil. */
import type { Messages } from '../../messages';
import { number, plural, duration } from './format';

const photos = (n: number): string => plural(n, { one: '{n} foto', other: '{n} fotos' });

export const encoders: Messages['encoders'] = {
  lead: 'Um modelo transforma uma foto no que é comparado. O que vem com o Huella encontra parecidos; os de baixo são treinados para distinguir um animal do outro, ou veem mais que o incluído.',
  here: 'Neste aparelho',
  known: 'Modelos para instalar',
  knownLead:
    'MegaDescriptor e MiewID são treinados com dezenas de espécies de animais silvestres. Os maiores acertam mais, ocupam mais espaço e demoram mais.',
  active: 'Em uso',
  half: 'na metade do tamanho',
  quarter: 'em um quarto do tamanho',
  whole: {
    device: (name) =>
      `${name} foi guardado em tamanho completo: o processador gráfico deste aparelho não sabe usar a metade.`,
    numbers: (name) =>
      `${name} foi guardado em tamanho completo: na metade, os resultados não sairiam certos.`,
    layers: (name) =>
      `${name} foi guardado em tamanho completo: este tipo de modelo não ganha nada em ocupar menos.`,
    answers: (name) =>
      `${name} foi guardado em tamanho completo: em um quarto dele, responderia outra coisa.`,
  },
  precisions: {
    title: 'Como os novos modelos são guardados',
    fp32: { text: 'Como foi publicado', hint: 'Nada é arredondado.' },
    fp16: {
      text: 'Na metade do tamanho',
      hint: 'Onde o processador gráfico sabe usá-lo; senão, como foi publicado.',
    },
    int8: {
      text: 'Em um quarto do tamanho',
      hint: 'Leva mais ou menos a metade do tempo neste aparelho. As semelhanças mudam um pouco: cada modelo é testado, e guardado como foi publicado se a resposta fosse outra.',
    },
  },
  bundled: 'Vem com o Huella',
  partial: 'Não terminado',
  damaged: 'Danificado',
  damagedHint: 'Os arquivos dele mudaram neste aparelho. Remova e instale de novo.',
  facts: (size, input, dimension) =>
    `${size} · fotos em ${number(input)} × ${number(input)} · ${number(dimension)} números cada uma`,
  /** Segundos de uma foto e da galeria. */
  takes: (seconds: number, n: number, all: number) =>
    n === 0
      ? `Cerca de ${duration(seconds)} por foto neste aparelho`
      : `Cerca de ${duration(seconds)} por foto neste aparelho, ${duration(all)} para as ${photos(n)} da sua galeria`,
  adviceTitle: 'Para este aparelho',
  adviceFor: (animal: string) => `Para seus animais (${animal}) neste aparelho`,
  advice: (name: string, percent: number) =>
    `O indicado é ${name}: acerta de primeira com ${number(Math.round(percent))} de cada 100 fotos publicadas e aqui é rápido o bastante.`,
  adviceMean: (name: string, percent: number) =>
    `O indicado é ${name}: acerta de primeira com ${number(Math.round(percent))} de cada 100 fotos entre todos os animais publicados e aqui é rápido o bastante. De cães e gatos não há números.`,
  licence: (licence) => `Licença: ${licence}`,
  licenceUnknown: 'não declarada',
  notes: {
    'megadescriptor-dinov2-518': 'De longe o mais lento da família.',
    'megadescriptor-clip-336': 'Muito lento sem processador gráfico.',
    'miewid-msv3':
      '19 pontos a mais que o MegaDescriptor-L-384 em 33 espécies novas, segundo os autores.',
    'dinov2-s-224': 'Não foi treinado com indivíduos.',
    'dinov2-b-224': 'Não foi treinado com indivíduos.',
  },
  use: 'Usar este',
  install: 'Instalar',
  removeOf: (name) => `Remover ${name}`,
  useOf: (name) => `Usar ${name}`,
  installOf: (name) => `Instalar ${name}`,
  resumeOf: (name) => `Continuar a instalação de ${name}`,
  chooseAgain: 'Veio de um arquivo: escolha o mesmo arquivo de novo para continuar.',
  trust: 'Até onde confiar',
  trustHint:
    'Publicado: de cada 100 fotos, em quantas a mais parecida era do animal certo. Com os seus animais pode ser melhor ou pior.',
  species: 'Animal',
  firstRight: 'Acertos em 100',
  animals: {
    zebrafish: 'Peixe-zebra',
    tiger: 'Tigre',
    beluga: 'Beluga',
    birds: 'Pássaros pequenos',
    chimpanzee: 'Chimpanzé',
    cattle: 'Bovinos',
    'giraffe-zebra': 'Girafa e zebra',
    giraffe: 'Girafa',
    'whales-dolphins': 'Baleias e golfinhos',
    humpback: 'Baleia-jubarte',
    hyena: 'Hiena',
    panda: 'Panda-gigante',
    leopard: 'Leopardo',
    lion: 'Leão',
    macaque: 'Macaco',
    dolphin: 'Golfinho',
    'right-whale': 'Baleia-franca',
    nyala: 'Niala',
    'sea-turtle': 'Tartaruga-marinha',
    seal: 'Foca',
    zebra: 'Zebra',
    'whale-shark': 'Tubarão-baleia',
  },
  /** Outras palavras para eles. */
  animalWords: {
    cattle: 'vaca vacas boi touro bezerro',
    chimpanzee: 'chimpanzes',
    'sea-turtle': 'tartaruga tartarugas',
    zebra: 'zebras',
    giraffe: 'girafas',
    lion: 'leoes leoa',
    leopard: 'leopardos',
    tiger: 'tigres',
    seal: 'focas',
    hyena: 'hienas',
    dolphin: 'golfinhos',
  },
  fromFile: 'De um arquivo',
  fromFileHint:
    'Os pesos de uma rede que o Huella conhece (Swin Transformer, DINOv2, CLIP, EfficientNet; .bin, .pth, .safetensors), qualquer codificador de imagens em .onnx com os arquivos que o acompanham, ou todos os arquivos feitos por npm run convert.',
  chooseFile: 'Escolher arquivos',
  ask: {
    title: 'O que o modelo não diz',
    lead: 'A página de onde você tirou o modelo diz. Com uma resposta errada o modelo enxerga pior e nada avisa disso; remova-o então e instale de novo.',
    model: 'Qual arquivo é o modelo?',
    network: 'Qual das redes você quer?',
    weights: (n: number) => `${number(n)} números`,
    networkHint: 'O arquivo contém várias. A que se usa costuma se chamar teacher ou ema.',
    output: 'Qual das saídas descreve o animal?',
    outputHint: 'Costuma se chamar embedding, features ou pooled.',
    imageSize: 'Tamanho das imagens, em pixels',
    imageSizeHint: 'Chama-se image size, input size ou resolution: costuma ser 224, 384 ou 518.',
    dimension: 'Quantos números ele dá por imagem',
    dimensionHint: 'Chama-se embedding size ou dimension: costuma ser 384, 512, 768 ou 1536.',
    normalisation: 'Como ele quer as cores',
    normalisations: {
      imagenet: {
        text: 'Como ImageNet',
        hint: 'Média 0,485, 0,456, 0,406. A maioria: timm, DINOv2, torchvision',
      },
      clip: { text: 'Como CLIP', hint: 'Média 0,481, 0,458, 0,408. CLIP e seus parentes' },
      centred: { text: 'De \u22121 a 1', hint: 'Média 0,5, 0,5, 0,5' },
      plain: { text: 'De 0 a 1', hint: 'Sem subtrair nenhuma média' },
    },
    activation: 'Com qual função de ativação ele calcula',
    activations: {
      gelu: { text: 'GELU', hint: 'OpenCLIP, LAION, MegaDescriptor-CLIP' },
      'quick-gelu': { text: 'QuickGELU', hint: 'CLIP da OpenAI; nomes com “quickgelu”' },
    },
    choose: 'Escolher…',
    fileTitle: 'Falta um arquivo',
    file: (name: string) =>
      `Este modelo guarda seus números em um segundo arquivo, ${name}. Escolha-o também: ele fica ao lado do modelo, no lugar de onde você o tirou.`,
    chooseFile: 'Escolher o arquivo que falta',
  },
  address: {
    label: 'Ou o endereço de um modelo no Hugging Face',
    hint: 'De um único arquivo: .onnx, .bin, .pth ou .safetensors. Esta página não consegue acessar nenhum outro site; o que estiver em outro lugar você mesmo pode baixar e escolher acima.',
    fetch: 'Baixar este modelo',
    title: 'Baixar este modelo?',
    host: (host: string) =>
      `Ele é baixado de ${host}, que vê seu endereço na rede, mas nenhuma das suas fotos.`,
    licence: 'A página dele diz quem pode usá-lo e para quê: o Huella não conhece este modelo.',
    agree: 'Baixar e instalar',
  },
  detector: {
    title: 'Encontrar animais nas fotos',
    lead: 'Um detector desenha os quadros em volta dos animais. O que vem com o Huella conhece dez tipos de animais, de dia. Para armadilhas fotográficas e fotos à noite, instale um feito para elas, como um MegaDetector.',
    included: 'O detector que vem com o Huella',
    facts: (kind: string, bytes: string, side: number) =>
      `${kind} · ${bytes} · olha ${side} × ${side} pixels`,
    takes: (ms: number) =>
      `cerca de ${number(Math.max(1, Math.round(ms / 100)) / 10)} s por foto aqui`,
    hint: 'Um arquivo .onnx de YOLO (v5, v8 a v11, ou o de licença MIT), RT-DETR, RF-DETR ou NanoDet, com o seu card.json, se tiver. Veja na página dele se você pode usá-lo.',
    choose: 'Escolher o arquivo de um detector',
    remove: 'Voltar a usar o incluído',
    trying: 'Testando o detector…',
    installed: (name: string) => `A partir de agora ${name} encontra os animais.`,
    removed: 'O detector incluído voltou a ser usado.',
    fallback: (name: string) =>
      `Não foi possível usar ${name}; está em uso o detector que vem com o Huella.`,
    ask: {
      title: 'O que o detector não diz',
      lead: (kind: string) =>
        `Ele funciona como ${kind}. O que é comum para isso já está escolhido abaixo: mude se a página de onde você o tirou disser outra coisa.`,
      leadSize: 'A página de onde você o tirou diz.',
      imageSize: 'Tamanho das imagens dele, em pixels',
      imageSizeHint: 'Chama-se image size ou input size: muitas vezes 640, 960 ou 1280.',
      classes: 'Quais das classes dele são animais',
      classesWords: {
        megadetector: { text: 'A primeira', hint: 'Como o MegaDetector: animal, pessoa, veículo' },
        coco: { text: 'Os dez animais do COCO', hint: 'Redes de 80 classes, de ave a girafa' },
        all: { text: 'Todas', hint: 'Ele só conhece animais' },
      },
      fit: 'Como uma foto é encaixada',
      fitWords: {
        letterbox: { text: 'Com bordas', hint: 'Mantém as proporções: YOLO, MegaDetector' },
        stretch: { text: 'Esticada em um quadrado', hint: 'RT-DETR, RF-DETR' },
      },
      colours: 'Como ele quer as cores',
      coloursWords: {
        plain: { text: 'De 0 a 1', hint: 'YOLO, MegaDetector, quase todos os RT-DETR' },
        imagenet: { text: 'Como ImageNet', hint: 'Média 0,485, 0,456, 0,406: RF-DETR' },
        bytes: { text: 'De 0 a 255', hint: 'Nada muda' },
        nanodet: { text: 'Como NanoDet', hint: 'Azul primeiro, média 103,5, 116,3, 123,7' },
      },
    },
  },
  termsTitle: (name: string) => `Condições de ${name}`,
  termsNonCommercial: (name: string, authors: string, licence: string) =>
    `${name} é de ${authors} e tem licença ${licence}: você pode usá-lo e repassá-lo se citar os autores, e não para fins comerciais.`,
  termsOpen: (name: string, authors: string, licence: string) =>
    `${name} é de ${authors} e tem licença ${licence}: você pode usá-lo para qualquer fim.`,
  termsUnstated: (name: string, authors: string) =>
    `${name} é de ${authors}, que não declara nenhuma licença. Pergunte aos autores antes de fazer mais do que experimentá-lo.`,
  termsHost:
    'Ele é baixado do Hugging Face, que vê seu endereço na rede, mas nenhuma das suas fotos.',
  termsPage: 'Ler a página do modelo',
  termsRead: 'Ler a licença',
  termsSize: (size) => `Cerca de ${size} serão baixados e guardados neste aparelho.`,
  termsAccept: 'Aceitar e instalar',
  stages: {
    opening: 'Olhando o arquivo…',
    weights: 'Baixando…',
    checking: 'Conferindo o que foi guardado…',
    reference: 'Testando…',
  },
  waiting: 'A conexão caiu. Tentando de novo…',
  stopKeeps: 'O que já está aqui fica, e você pode continuar depois.',
  installed: (name) => `${name} está instalado.`,
  removed: (name) => `${name} foi removido.`,
  nowUsing: (name) => `${name} está em uso.`,
  switching: (name) => `Preparando a galeria para ${name}`,
  switchingHint: 'Você pode continuar trabalhando: as buscas usam o outro modelo até terminar.',
  filling: (name) => `Preparando fotos para ${name}`,
  switchProgress: (done, total) => `${number(done)} de ${photos(total)}`,
  switchFailed: (n) =>
    plural(n, {
      one: '{n} foto não pode mais ser lida',
      other: '{n} fotos não podem mais ser lidas',
    }),
  continue: 'Continuar',
  stay: 'Ficar com o outro',
  fallback: (name) =>
    `Não foi possível usar ${name}, então o modelo que vem com o Huella está em uso.`,
  removeTitle: (name) => `Remover ${name}?`,
  removeText: 'Os arquivos dele saem deste aparelho. Suas fotos ficam.',
};
