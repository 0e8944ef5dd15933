import { serve } from './serve';
import { learn, type NamedPhotos } from '../engine/learning';
import { moved } from './moved';

serve({ learn: (photos: NamedPhotos) => moved(learn(photos)) });
