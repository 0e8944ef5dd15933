import { serve } from './serve';
import { Encoder } from '../engine/encoder/encoder';

serve(new Encoder());
