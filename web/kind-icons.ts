import {
  Building,
  Factory,
  Flag,
  Grid3x3,
  House,
  MessageCircleWarning,
  Network,
  Spline,
  Thermometer,
  Waypoints,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { ThingKind } from './map/state'

/** The sign of each kind of thing in lists and on cards. */
export const kindIcons: Record<ThingKind, Component> = {
  divisions: Flag,
  governance_grids: Network,
  sources: Factory,
  stations: Thermometer,
  pipes: Spline,
  valves: Waypoints,
  compounds: House,
  buildings: Building,
  grids: Grid3x3,
  issues: MessageCircleWarning,
}
