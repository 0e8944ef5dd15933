export { NO_LAYERS } from '../onnx/no-layers';
export { encodersFolder } from './folder';
export { addressOf, parseCatalogue, type Catalogue, type CatalogueVariant } from './catalogue';
export { installedDetector, removeDetector } from './detector';
export type { InstallRequest, PreparedEncoder } from './install';
export type { InstallProgress } from './progress';
export type { Installer } from './installer';
export {
  installedCard,
  markDamaged,
  removeEncoder,
  storedEncoder,
  storedEncoders,
  type InstalledCard,
  type StoredEncoder,
} from './stored';
