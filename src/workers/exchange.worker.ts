import { serve } from './serve';
import { ExchangeDesk } from '../engine/exchange/desk';

serve(new ExchangeDesk());
