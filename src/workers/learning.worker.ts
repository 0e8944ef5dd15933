import { serve } from './serve';
import { learn, type LearningPhotos } from '../engine/learning';
import { moved } from './moved';

serve({ learn: (photos: LearningPhotos) => moved(learn(photos)) });
