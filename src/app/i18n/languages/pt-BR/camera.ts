import type { MoreMessages } from '../../messages';

/** The words of the camera, in Brazilian Portuguese. */
export const camera: MoreMessages['camera'] = {
  title: 'Câmera',
  shutter: 'Tirar a foto',
  switch: 'Trocar de câmera',
  starting: 'Ligando a câmera…',
  denied:
    'O Huella não tem permissão para usar a câmera. Permita nas configurações do navegador ou use o aplicativo da câmera.',
  absent: 'Nenhuma câmera foi encontrada.',
  busy: 'Outro aplicativo está usando a câmera.',
  failed: 'Não foi possível ligar a câmera.',
  app: 'Usar o aplicativo da câmera',
};
