export { encodersFolder } from './folder';
export { addressOf, parseCatalogue, type Catalogue, type CatalogueVariant } from './catalogue';
export {
  finishEncoder,
  prepareEncoder,
  type InstallProgress,
  type InstallRequest,
  type PreparedEncoder,
} from './install';
export {
  installedCard,
  markDamaged,
  removeEncoder,
  storedEncoder,
  storedEncoders,
  type InstalledCard,
  type StoredEncoder,
} from './stored';
