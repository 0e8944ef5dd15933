import { serve } from './serve';
import { Installer } from '../engine/install/installer';

serve(new Installer());
