/** Funcionar sem rede, versões novas e a tela inicial, em português do Brasil. */
import type { Messages } from '../../messages';
import { plural } from './format';

export const offline: Messages['offline'] = {
  title: 'Sem internet',
  starting: 'Vendo o que já está neste aparelho…',
  fetching: 'Preparando para funcionar sem internet…',
  progress: (done, total) => `${done} de ${total}`,
  ready: (size) =>
    `O Huella funciona sem internet neste aparelho. Ocupa ${size}, fora as suas fotos.`,
  unsupported:
    'Este navegador não deixa o Huella funcionar sem internet aqui. Pode ser por causa de uma janela anônima ou de um endereço sem https.',
  failed: 'O Huella ainda não funciona sem internet.',
  obstacles: {
    network: 'A conexão caiu enquanto os arquivos eram baixados.',
    changed:
      'O servidor estava mudando de versão bem naquela hora. Tente de novo em alguns minutos.',
    full: 'Não há mais espaço neste aparelho.',
    unknown: 'O navegador não guardou os arquivos.',
  },
  noNetwork: 'Não há internet agora.',
  modelsNeedNetwork:
    'Sem internet: os modelos podem ser baixados quando ela voltar. Os que estão neste aparelho funcionam.',
  updateReady: 'Há uma versão nova pronta',
  updateHint: 'Leva um segundo, e suas fotos ficam.',
  updateWaiting: 'Ela entra em uso assim que terminar o que está em andamento.',
  updateUse: 'Usar agora',
  incoming: (n) => plural(n, { one: 'Chegou {n} foto', other: 'Chegaram {n} fotos' }),
  incomingText:
    'Foram compartilhadas com o Huella ou abertas com ele. Quer adicionar à sua galeria?',
  installTitle: 'O Huella na sua tela inicial',
  installWhy:
    'Abre como qualquer outro aplicativo, também sem internet, e dá para compartilhar fotos com ele.',
  install: 'Instalar',
  installed: 'O Huella está instalado neste aparelho.',
  installApple:
    'Toque no botão Compartilhar e depois em “Adicionar à Tela de Início”. Sem isso, o navegador pode apagar suas fotos depois de uma semana sem visita.',
  installMenu:
    'Escolha “Instalar” ou “Adicionar à tela inicial” no menu do navegador, se ele tiver.',
};
